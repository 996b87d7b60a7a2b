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

-- This project: The distance vanishes at a point, not over a range: for every seed it exceeds 1% of
-- its largest value at every other prompt length.
with others as (
  select seed, min(best_gap) / max(best_gap) as smallest
  from trials where prompt_length <> m group by seed
  having count(distinct prompt_length) > 1
)
select
  if(count(*) = 0, null, bool_and(smallest > 0.01)) as holds,
  count(*) as seeds,
  min(smallest) as smallest_over_largest
from others;
