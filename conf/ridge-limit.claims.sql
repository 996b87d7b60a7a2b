-- "Rounding" is a gap below 1e-24 of the gap before training.

-- Section 3: The limit of training is ridge regression with penalty m tau: the distance falls to
-- rounding, on prompt tokens and on unseen query tokens alike.
select
  if(count(*) = 0, null,
    bool_and(coalesce(ridge_gap_prompt < 1e-24 * 2 * gap_start, false)
      and coalesce(ridge_gap_query < 1e-24 * 2 * gap_start, false))) as holds,
  count(*) as trials,
  max(ridge_gap_prompt / (2 * gap_start)) as prompt_end_over_start,
  max(ridge_gap_query / (2 * gap_start)) as query_end_over_start
from trials
where noise > 0 and heads >= 4 * prompt_length;

-- Section 3: The model generalizes to unseen tasks: its distance from ridge regression falls to
-- rounding on out-of-domain templates too, and is larger than in domain.
with steps as (
  select trial_id, min(j.ridge_gap_ood / j.ridge_gap) as least_ratio
  from trajectories j join trials using (trial_id)
  where j.ridge_gap > 1e-24 * gap_start
  group by trial_id
)
select
  if(count(*) = 0, null,
    bool_and(coalesce(ridge_gap_ood < 1e-23 * 2 * gap_start and least_ratio > 1, false))) as holds,
  count(*) as trials,
  max(ridge_gap_ood / (2 * gap_start)) as ood_end_over_in_domain_start,
  min(least_ratio) as smallest_ood_over_in_domain
from trials join steps using (trial_id)
where noise > 0 and heads >= 4 * prompt_length;

-- Section 3: All this although the prompt does not determine the template (N < m) and labels are
-- noisy: log gap ends as a straight line, while ridge regression itself errs.
select
  if(count(*) = 0, null, bool_and(rate_fit <=> 'straight' and minimum_loss > 0)) as holds,
  count(*) as trials,
  max(prompt_length / m) as largest_n_over_m,
  min(minimum_loss) as smallest_loss_of_ridge,
  min(rate_r2) as smallest_r2
from trials
where prompt_length < m and noise > 0 and heads >= 4 * prompt_length;

-- This project: More heads train faster, but the rate grows less than in proportion to their number.
with logs as (
  select
    ln(heads) - avg(ln(heads)) over (partition by m, prompt_length, noise, seed) as x,
    ln(rate) - avg(ln(rate)) over (partition by m, prompt_length, noise, seed) as y
  from trials
  where heads >= 2 * prompt_length
)
select
  if(max(x) > min(x), regr_slope(y, x) between 0 and 1, null) as holds,
  regr_slope(y, x) as exponent,
  sqrt((1 - regr_r2(y, x)) / regr_r2(y, x) / (count(y) - 2)) * regr_slope(y, x) as standard_error,
  regr_r2(y, x) as r2,
  count(y) as trials
from logs;

-- This project: Label noise speeds training up, since it raises the smallest eigenvalue of M: for
-- most seeds the noisiest labels give a higher rate than the least noisy ones, by a factor of
-- geometric mean above 1.
with pairs as (
  select
    m, heads, prompt_length, seed,
    ln(max_by(rate, noise) / min_by(rate, noise)) as gain
  from trials
  where noise > 0 and heads >= 2 * prompt_length
  group by m, heads, prompt_length, seed
  having max(noise) > min(noise)
)
select
  if(count(*) < 2, null, avg(gain) - 2 * stddev(gain) / sqrt(count(*)) > 0) as holds,
  count(*) as pairs,
  exp(avg(gain)) as factor,
  exp(avg(gain) - 2 * stddev(gain) / sqrt(count(*))) as factor_low,
  exp(avg(gain) + 2 * stddev(gain) / sqrt(count(*))) as factor_high,
  count_if(gain > 0) as faster
from pairs;

-- This project: Training converges without label noise as well, to interpolation.
select
  if(count(*) = 0, null, bool_and(coalesce(ridge_gap_query < 1e-24 * 2 * gap_start, false))) as holds,
  count(*) as trials,
  max(ridge_gap_query / (2 * gap_start)) as query_end_over_start
from trials
where noise = 0 and heads >= 4 * prompt_length;
