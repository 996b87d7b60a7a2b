-- Figure 4: With fewer heads than examples training stops far from the minimum: the gap ends within a
-- factor of 2 of the floor of its heads, above every gap with at least as many heads as examples.
with others as (
  select token_norm, seed, max(gap_end) as largest from trials
  where heads > prompt_length group by token_norm, seed
)
select
  if(count(*) = 0, null,
    bool_and(coalesce(gap_end >= floor_end * (1 - 1e-9) and gap_end < 2 * floor_end
      and gap_end > largest, false))) as holds,
  count(*) as trials,
  min(gap_end / floor_end) as smallest_end_over_floor,
  max(gap_end / floor_end) as largest_end_over_floor,
  min(gap_end / largest) as smallest_end_over_other
from trials join others using (token_norm, seed)
where heads < prompt_length;

-- Figure 4: More heads are lower at the same step, as long as all of them still fall: up to the first
-- recorded step at which the gap of the most heads is below 1% of its start.
with fast as (
  select token_norm, seed, min(step) as until
  from trajectories join trials using (trial_id)
  where heads = (select max(heads) from trials) and gap < 0.01 * gap_start
  group by token_norm, seed
),
ordered as (
  select
    heads, step, gap,
    lead(heads) over (partition by token_norm, seed, step order by heads) as more_heads,
    lead(gap) over (partition by token_norm, seed, step order by heads) as next_gap
  from trajectories join trials using (trial_id) join fast using (token_norm, seed)
  where step > 0 and step <= until and heads >= prompt_length
)
select
  if(count(next_gap) = 0, null, bool_and(next_gap is null or next_gap < gap)) as holds,
  count(next_gap) as comparisons,
  max(next_gap / gap) as largest_ratio
from ordered;

-- Figure 4: Training with the most heads is unstable: its gap rises to more than twice an earlier
-- gap, and by more than with half as many heads.
with running as (
  select
    heads, prompt_length,
    gap / min(gap) over (
      partition by trial_id order by step rows between unbounded preceding and current row) as rise
  from trajectories join trials using (trial_id)
),
rises as (
  select heads, max(rise) as largest from running where heads > prompt_length group by heads
)
select
  if(count(*) < 2, null,
    max_by(largest, heads) > 2
      and max_by(largest, heads) > max(if(2 * heads <= most, largest, 0))) as holds,
  max(heads) as heads,
  max_by(largest, heads) as largest_rise,
  max(if(2 * heads <= most, largest, null)) as largest_rise_of_half_as_many
from rises cross join (select max(heads) as most from rises);
