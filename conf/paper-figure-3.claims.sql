-- Figure 3: The penalties of the limit, m tau, and of the paper's best ridge, N tau, agree exactly at
-- N = m, and the distance of the two is 0 there and positive elsewhere: shorter prompts have too large
-- a penalty, longer ones too small a penalty.
select
  if(count_if(prompt_length = m) = 0 or count_if(prompt_length < m) = 0
      or count_if(prompt_length > m) = 0,
    null,
    bool_and(coalesce(if(prompt_length = m, best_gap = 0, best_gap > 1e-12), false))) as holds,
  count(*) as trials,
  max(if(prompt_length = m, best_gap, null)) as largest_at_m,
  min(if(prompt_length < m, best_gap, null)) as smallest_below_m,
  min(if(prompt_length > m, best_gap, null)) as smallest_above_m
from trials;

-- This project: Beside N = m the distance is within one order of magnitude of its largest value: it
-- vanishes at a point, not over a range.
with medians as (
  select prompt_length, percentile(best_gap, 0.5) as middle
  from trials where prompt_length <> m group by prompt_length
)
select
  if(count(*) < 2, null, min(middle) > 0.05 * max(middle)) as holds,
  count(*) as prompt_lengths,
  min(middle) as smallest_median,
  max(middle) as largest_median
from medians;
