-- The convergence of training: one row per configuration, over its seeds.
--
-- Reads the table trials. Runs in the SQL shell of Spark 4.0 or newer, after
--   create temporary view trials using parquet options (path 'OUT/trials');
--
-- Diverged and failed trials are counted but left out of every average of training results. Gaps
-- span many orders of magnitude and are summarized on a logarithmic scale: the median of an even
-- number of gaps is the geometric mean of the middle two. Numbers are sorted before summation, so
-- that a sum does not depend on the order in which rows arrive.
with
student_t as ( -- the 0.975 quantile of Student's t distribution
  select * from values
    (1, 12.706204736D), (2, 4.302652730D), (3, 3.182446305D), (4, 2.776445105D), (5, 2.570581836D),
    (6, 2.446911851D), (7, 2.364624252D), (8, 2.306004135D), (9, 2.262157163D), (10, 2.228138852D),
    (11, 2.200985160D), (12, 2.178812830D), (13, 2.160368656D), (14, 2.144786688D), (15, 2.131449546D),
    (16, 2.119905299D), (17, 2.109815578D), (18, 2.100922040D), (19, 2.093024054D), (20, 2.085963447D),
    (21, 2.079613845D), (22, 2.073873068D), (23, 2.068657610D), (24, 2.063898562D), (25, 2.059538553D),
    (26, 2.055529439D), (27, 2.051830516D), (28, 2.048407142D), (29, 2.045229642D), (30, 2.042272456D)
  as student_t(freedom, quantile)
),
configurations as (
  select
    m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
    templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
    test_templates, ood_mean, ood_variance, tolerance,
    count(*) as n,
    count_if(status = 'converged') as n_converged,
    count_if(status = 'stalled') as n_stalled,
    count_if(status = 'budget') as n_budget,
    count_if(status = 'diverged') as n_diverged,
    count_if(status = 'failed') as n_failed,
    count(rate) as n_fit,
    count_if(regime = 'theory') as n_theory,
    count_if(regime = 'theory' and bound_held) as n_bound_held,
    sort_array(collect_list(rate)) as rates,
    sort_array(collect_list(bound_rate)) as bound_rates,
    sort_array(collect_list(steps_to_tolerance)) as steps_needed,
    sort_array(collect_list(if(status in ('diverged', 'failed'), null, gap_end))) as gaps
  from trials
  group by all
),
means as (
  select
    *,
    try_divide(aggregate(rates, 0D, (sum, x) -> sum + x), n_fit) as mean,
    get(gaps, (size(gaps) - 1) div 2) as gap_lower,
    get(gaps, size(gaps) div 2) as gap_upper
  from configurations
),
errors as (
  select
    *,
    sqrt(
      try_divide(
        aggregate(rates, 0D, (sum, x) -> sum + (x - mean) * (x - mean)),
        n_fit * (n_fit - 1))) as standard_error
  from means
),
intervals as (
  select
    *,
    standard_error * coalesce(
      quantile,
      -- beyond 30 degrees of freedom, its expansion in 1 / freedom, accurate to 2e-6
      1.959963985D + 2.372271230D / (n_fit - 1) + 2.822498616D / pow(n_fit - 1, 2)
        + 2.555849680D / pow(n_fit - 1, 3)) as half_width
  from errors left join student_t on freedom = n_fit - 1
)
select
  * except (
    rates, bound_rates, steps_needed, gaps, mean, gap_lower, gap_upper, standard_error,
    freedom, quantile, half_width),
  mean as rate,
  mean - half_width as rate_low,
  mean + half_width as rate_high,
  0.5D * get(rates, (size(rates) - 1) div 2)
    + 0.5D * get(rates, size(rates) div 2) as rate_median,
  array_min(rates) as rate_min,
  array_max(rates) as rate_max,
  0.5D * get(bound_rates, (size(bound_rates) - 1) div 2)
    + 0.5D * get(bound_rates, size(bound_rates) div 2) as bound_rate,
  array_min(bound_rates) as bound_rate_min,
  array_max(bound_rates) as bound_rate_max,
  0.5D * get(steps_needed, (size(steps_needed) - 1) div 2)
    + 0.5D * get(steps_needed, size(steps_needed) div 2) as steps_to_tolerance,
  array_min(steps_needed) as steps_to_tolerance_min,
  array_max(steps_needed) as steps_to_tolerance_max,
  if(gap_lower = gap_upper, gap_lower, sqrt(gap_lower) * sqrt(gap_upper)) as gap_end_median,
  array_min(gaps) as gap_end_min,
  array_max(gaps) as gap_end_max,
  if(
    array_min(gaps) = 0,
    0D,
    exp(try_divide(aggregate(gaps, 0D, (sum, x) -> sum + ln(x)), size(gaps)))
  ) as gap_end_geometric_mean
from intervals
order by all
