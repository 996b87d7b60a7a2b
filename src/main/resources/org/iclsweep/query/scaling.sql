-- Power laws: for each parameter with at least three positive values, the exponent with which the
-- rate, and the gap at the end, depend on it if all other parameters and the seed are fixed.
--
-- Reads the table trials. Runs in the SQL shell of Spark 4.0 or newer, after
--   create temporary view trials using parquet options (path 'OUT/trials');
--
-- A group has the trials that differ in this parameter alone. With x = ln(parameter) and
-- y = ln(measure), both relative to their means in the group, and sums over the points of all groups,
--   slope          = sum(x y) / sum(x x)
--   r_squared      = sum(x y)^2 / (sum(x x) sum(y y))
--   standard_error = sqrt(G / (G - 1) sum over groups of (sum over the group of x (y - slope x))^2)
--                    / sum(x x), which allows for any dependence within a group; G groups.
-- Diverged and failed trials are left out, and so are trials without a positive value. Numbers are
-- sorted before summation, so that a sum does not depend on the order in which rows arrive.
with
varying as (
  select
    filter(
      array(
        if(size(collect_set(m)) > 2, 'm', null),
        if(size(collect_set(heads)) > 2, 'heads', null),
        if(size(collect_set(prompt_length)) > 2, 'prompt_length', null),
        if(size(collect_set(noise)) > 2, 'noise', null),
        if(size(collect_set(tokens)) > 2, 'tokens', null),
        if(size(collect_set(dim)) > 2, 'dim', null),
        if(size(collect_set(init_scale)) > 2, 'init_scale', null),
        if(size(collect_set(training_prompts)) > 2, 'training_prompts', null),
        if(size(collect_set(batch_size)) > 2, 'batch_size', null),
        if(size(collect_set(learning_rate)) > 2, 'learning_rate', null),
        if(size(collect_set(steps)) > 2, 'steps', null)),
      name -> name is not null) as names
  from trials
),
points as (
  select parameter, value, measure, result, trial.*
  from (
    select
      struct(
        m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
        templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
        test_templates, ood_mean, ood_variance, tolerance, seed) as trial,
      rate,
      gap_end,
      names
    from trials cross join varying
    where status not in ('diverged', 'failed')
  )
  lateral view explode(names) as parameter
  lateral view explode(map('rate', rate, 'gap_end', gap_end)) as measure, result
  lateral view explode(array(
    case parameter
      when 'm' then double(trial.m)
      when 'heads' then double(trial.heads)
      when 'prompt_length' then double(trial.prompt_length)
      when 'noise' then trial.noise
      when 'tokens' then double(trial.tokens)
      when 'dim' then double(trial.dim)
      when 'init_scale' then trial.init_scale
      when 'training_prompts' then double(trial.training_prompts)
      when 'batch_size' then double(trial.batch_size)
      when 'learning_rate' then try_cast(trial.learning_rate as double)
      when 'steps' then double(trial.steps)
    end)) as value
  where value > 0 and result > 0
),
groups as (
  select
    parameter,
    measure,
    sort_array(collect_list(struct(ln(value) as x, ln(result) as y))) as points,
    array_distinct(sort_array(collect_list(value))) as values
  from points
  group by
    parameter, measure, seed, token_norm, representation, templates, objective, optimizer,
    test_templates, ood_mean, ood_variance, tolerance,
    if(parameter = 'm', null, m),
    if(parameter = 'heads', null, heads),
    if(parameter = 'prompt_length', null, prompt_length),
    if(parameter = 'noise', null, noise),
    if(parameter = 'tokens', null, tokens),
    if(parameter = 'dim', null, dim),
    if(parameter = 'init_scale', null, init_scale),
    if(parameter = 'training_prompts', null, training_prompts),
    if(parameter = 'batch_size', null, batch_size),
    if(parameter = 'learning_rate', null, learning_rate),
    if(parameter = 'steps', null, steps)
),
relative as ( -- to the first point, so that a constant measure has no spread at all
  select
    parameter,
    measure,
    values,
    transform(
      points,
      p -> struct(p.x - element_at(points, 1).x as x, p.y - element_at(points, 1).y as y)) as points
  from groups
  where size(values) > 1
),
means as (
  select
    *,
    aggregate(points, 0D, (sum, p) -> sum + p.x) / size(points) as mean_x,
    aggregate(points, 0D, (sum, p) -> sum + p.y) / size(points) as mean_y
  from relative
),
moments as (
  select
    parameter,
    measure,
    values,
    size(points) as n,
    struct(
      aggregate(points, 0D, (sum, p) -> sum + (p.x - mean_x) * (p.x - mean_x)) as xx,
      aggregate(points, 0D, (sum, p) -> sum + (p.x - mean_x) * (p.y - mean_y)) as xy,
      aggregate(points, 0D, (sum, p) -> sum + (p.y - mean_y) * (p.y - mean_y)) as yy) as moment
  from means
),
pooled as (
  select
    parameter,
    measure,
    sum(n) as n_points,
    count(*) as n_groups,
    array_distinct(sort_array(flatten(collect_list(values)))) as values,
    sort_array(collect_list(moment)) as moments
  from moments
  group by parameter, measure
),
sums as (
  select
    *,
    aggregate(moments, 0D, (sum, g) -> sum + g.xx) as xx,
    aggregate(moments, 0D, (sum, g) -> sum + g.xy) as xy,
    aggregate(moments, 0D, (sum, g) -> sum + g.yy) as yy
  from pooled
  where size(values) > 2
)
select
  parameter,
  measure,
  xy / xx as slope,
  sqrt(
    try_divide(n_groups, n_groups - 1)
      * aggregate(moments, 0D, (sum, g) -> sum + pow(g.xy - xy / xx * g.xx, 2))) / xx
    as standard_error,
  if(yy > 0, least(1D, xy * xy / (xx * yy)), null) as r_squared,
  size(values) as n_values,
  array_min(values) as value_min,
  array_max(values) as value_max,
  n_points,
  n_groups
from sums
order by parameter, measure desc
