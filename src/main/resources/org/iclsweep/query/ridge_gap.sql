-- The distance of the trained model from ridge regression, in-domain and out-of-domain, and of the
-- ridge optimum from the paper's best ridge: one row per configuration, over its seeds.
--
-- Reads the table trials. Runs in any Spark SQL shell, after
--   create temporary view trials using parquet options (path 'OUT/trials');
--
-- Diverged and failed trials are counted only in n. Gaps are summarized by their geometric mean and
-- their median; the median of an even number of gaps is the geometric mean of the middle two.
-- Numbers are sorted before summation, so that a sum does not depend on the order in which rows
-- arrive.
with
configurations as (
  select
    m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
    templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
    test_templates, ood_mean, ood_variance, tolerance,
    count(*) as n,
    count(ridge_gap) as n_trained,
    sort_array(collect_list(ridge_gap)) as ridge_gap_values,
    sort_array(collect_list(ridge_gap_prompt)) as ridge_gap_prompt_values,
    sort_array(collect_list(ridge_gap_query)) as ridge_gap_query_values,
    sort_array(collect_list(ridge_gap_ood)) as ridge_gap_ood_values,
    sort_array(collect_list(best_gap)) as best_gap_values
  from trials
  group by
    m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
    templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
    test_templates, ood_mean, ood_variance, tolerance
),
middles as (
  select
    *,
    get(ridge_gap_values, (size(ridge_gap_values) - 1) div 2) as ridge_gap_lower,
    get(ridge_gap_values, size(ridge_gap_values) div 2) as ridge_gap_upper,
    get(ridge_gap_prompt_values, (size(ridge_gap_prompt_values) - 1) div 2) as ridge_gap_prompt_lower,
    get(ridge_gap_prompt_values, size(ridge_gap_prompt_values) div 2) as ridge_gap_prompt_upper,
    get(ridge_gap_query_values, (size(ridge_gap_query_values) - 1) div 2) as ridge_gap_query_lower,
    get(ridge_gap_query_values, size(ridge_gap_query_values) div 2) as ridge_gap_query_upper,
    get(ridge_gap_ood_values, (size(ridge_gap_ood_values) - 1) div 2) as ridge_gap_ood_lower,
    get(ridge_gap_ood_values, size(ridge_gap_ood_values) div 2) as ridge_gap_ood_upper,
    get(best_gap_values, (size(best_gap_values) - 1) div 2) as best_gap_lower,
    get(best_gap_values, size(best_gap_values) div 2) as best_gap_upper
  from configurations
)
select
  m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
  templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
  test_templates, ood_mean, ood_variance, tolerance,
  n, n_trained,
  if(
    ridge_gap_lower = ridge_gap_upper, ridge_gap_lower, sqrt(ridge_gap_lower) * sqrt(ridge_gap_upper)
  ) as ridge_gap_median,
  if(
    array_min(ridge_gap_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_values)))
  ) as ridge_gap_geometric_mean,
  if(
    ridge_gap_prompt_lower = ridge_gap_prompt_upper, ridge_gap_prompt_lower, sqrt(ridge_gap_prompt_lower) * sqrt(ridge_gap_prompt_upper)
  ) as ridge_gap_prompt_median,
  if(
    array_min(ridge_gap_prompt_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_prompt_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_prompt_values)))
  ) as ridge_gap_prompt_geometric_mean,
  if(
    ridge_gap_query_lower = ridge_gap_query_upper, ridge_gap_query_lower, sqrt(ridge_gap_query_lower) * sqrt(ridge_gap_query_upper)
  ) as ridge_gap_query_median,
  if(
    array_min(ridge_gap_query_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_query_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_query_values)))
  ) as ridge_gap_query_geometric_mean,
  if(
    ridge_gap_ood_lower = ridge_gap_ood_upper, ridge_gap_ood_lower, sqrt(ridge_gap_ood_lower) * sqrt(ridge_gap_ood_upper)
  ) as ridge_gap_ood_median,
  if(
    array_min(ridge_gap_ood_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_ood_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_ood_values)))
  ) as ridge_gap_ood_geometric_mean,
  if(
    best_gap_lower = best_gap_upper, best_gap_lower, sqrt(best_gap_lower) * sqrt(best_gap_upper)
  ) as best_gap_median,
  if(
    array_min(best_gap_values) = 0,
    0D,
    exp(try_divide(aggregate(best_gap_values, 0D, (sum, x) -> sum + ln(x)), size(best_gap_values)))
  ) as best_gap_geometric_mean
from middles
order by
  m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
  templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
  test_templates, ood_mean, ood_variance, tolerance
