-- Figure 2a: Training loss, in-domain and out-of-domain ridge gap fall together: each ends below 5%
-- of its start, and all three are linked by R^2 above 0.98.
with runs as (
  select
    trial_id,
    max_by(loss - minimum_loss, step) / min_by(loss - minimum_loss, step) as loss_left,
    max_by(j.ridge_gap, step) / min_by(j.ridge_gap, step) as in_domain_left,
    max_by(j.ridge_gap_ood, step) / min_by(j.ridge_gap_ood, step) as ood_left,
    regr_r2(loss, j.ridge_gap) as loss_r2,
    regr_r2(j.ridge_gap_ood, j.ridge_gap) as ood_r2
  from trajectories j join trials using (trial_id)
  where j.ridge_gap is not null and j.ridge_gap_ood is not null
  group by trial_id
)
select
  if(count(*) = 0, null,
    bool_and(loss_left < 0.05 and in_domain_left < 0.05 and ood_left < 0.05
      and loss_r2 > 0.98 and ood_r2 > 0.98)) as holds,
  count(*) as trials,
  max(loss_left) as largest_excess_loss_left,
  max(ood_left) as largest_ood_gap_left,
  min(loss_r2) as smallest_loss_r2,
  min(ood_r2) as smallest_ood_r2
from runs;

-- Figure 2a: The out-of-domain gap lies above the in-domain gap at every recorded step.
select
  if(count(*) = 0, null, bool_and(j.ridge_gap_ood > j.ridge_gap)) as holds,
  count(*) as recorded_steps,
  min(j.ridge_gap_ood / j.ridge_gap) as smallest_ratio,
  max(j.ridge_gap_ood / j.ridge_gap) as largest_ratio
from trajectories j join trials using (trial_id)
where j.ridge_gap is not null and j.ridge_gap_ood is not null;

-- This project: Raw Gaussian tokens saturate the softmax: zeta before training is at least 1000 times
-- smaller than with unit tokens, for every seed.
with pairs as (
  select
    seed,
    max(if(token_norm = 'unit', zeta_0, null)) / max(if(token_norm = 'raw', zeta_0, null)) as ratio
  from trials
  group by seed
)
select
  if(count(ratio) = 0, null, bool_and(ratio > 1000)) as holds,
  count(ratio) as pairs,
  min(ratio) as smallest_unit_over_raw
from pairs;
