-- Theorem 1: Under its conditions no recorded gap exceeds the rate bound.
select
  if(count(*) = 0, null, bool_and(bound_held)) as holds,
  count(*) as trials,
  max(steps_run) as most_steps
from trials
where regime = 'theory';

-- Section 3.3: One head cannot reach the ridge optimum: its gap ends above the floor of its head.
select
  if(count(*) = 0, null, bool_and(gap_end >= floor_end * (1 - 1e-9) and floor_end > 0.01 * gap_start))
    as holds,
  count(*) as trials,
  min(gap_end / gap_start) as smallest_end_over_start
from trials
where heads = 1;

-- This project: With twice as many heads as examples, the gap falls by nine orders of magnitude.
-- refuted by
select trial_id, heads, prompt_length, noise, seed, gap_end / gap_start as remaining
from trials
where heads >= 2 * prompt_length and not coalesce(gap_end < 1e-9 * gap_start, false)
order by remaining desc, trial_id;
