-- Section 3.3: One head cannot reach the ridge optimum: for every seed its gap ends above the floor of
-- its head, and that floor is more than a tenth of the gap before training.
select
  if(count(*) = 0, null,
    bool_and(coalesce(gap_end >= floor_end * (1 - 1e-9) and floor_end > 0.1 * gap_start, false)))
    as holds,
  count(*) as seeds,
  min(floor_end / gap_start) as smallest_floor_over_start,
  min(gap_end / floor_end) as smallest_end_over_floor
from trials
where heads = 1;

-- Section 3.3: With at least twice as many heads as examples the gap has no floor: it ends below 1e-3 of
-- its start, for every seed.
select
  if(count(*) = 0, null,
    bool_and(floor_end is null and coalesce(gap_end < 1e-3 * gap_start, false))) as holds,
  count(*) as seeds,
  max(gap_end / gap_start) as largest_end_over_start
from trials
where heads >= 2 * prompt_length;

-- This project: Few heads learn what they can: trained heads lower the floor that untrained ones have,
-- and the gap ends within 25% of it.
select
  if(count(*) = 0, null,
    bool_and(coalesce(floor_end < floor_start and gap_end < 1.25 * floor_end, false))) as holds,
  count(*) as trials,
  max(floor_end / floor_start) as largest_end_over_start,
  max(gap_end / floor_end) as largest_gap_over_floor
from trials
where heads < prompt_length;

-- This project: Each further head lowers the floor of H < N by about the same factor: log floor is a
-- straight line in H.
with logs as (
  select
    heads - avg(heads) over (partition by seed) as x,
    ln(floor_end) - avg(ln(floor_end)) over (partition by seed) as y
  from trials
  where heads < prompt_length
)
select
  if(count(distinct x) < 3, null, regr_slope(y, x) < -1 and regr_r2(y, x) > 0.9) as holds,
  exp(-regr_slope(y, x)) as factor_per_head,
  regr_r2(y, x) as r2,
  count(*) as trials
from logs;
