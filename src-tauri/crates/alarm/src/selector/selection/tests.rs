use super::*;

#[test]
fn a_rule_leaves_out_so_many_points_and_no_more() {
    let codes = |count: usize| (0..count).map(|at| PointCode(format!("p-{at}").into()));
    let twice = codes(EXCEPTIONS_MAX).chain(codes(EXCEPTIONS_MAX));
    assert_eq!(Exceptions::new(twice).unwrap().iter().count(), EXCEPTIONS_MAX);
    let many = Exceptions::new(codes(EXCEPTIONS_MAX + 2));
    assert_eq!(many, Err(TooManyExceptions { count: EXCEPTIONS_MAX + 2 }));
}
