-- How far the trained model is from ridge regression, in and out of domain, and how far the ridge
-- optimum is from the paper's best ridge: one row for each configuration, over its seeds.
--
-- Reads the table trials. Runs in any Spark SQL shell, after
--   create temporary view trials using parquet options (path 'OUT/trials');
--
-- Diverged and failed trials are counted in n alone. Gaps are summed up by their median and their
-- geometric mean. Numbers are sorted before they are added, so that a sum does not depend on the
-- order in which rows arrive.
with
configurations as (
  select
    m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
    templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
    test_templates, ood_mean, ood_variance, tolerance,
    count(*) as n,
    count(ridge_gap) as n_trained,
    percentile(ridge_gap, 0.5D) as ridge_gap_median,
    array_sort(collect_list(ridge_gap)) as ridge_gap_values,
    percentile(ridge_gap_prompt, 0.5D) as ridge_gap_prompt_median,
    array_sort(collect_list(ridge_gap_prompt)) as ridge_gap_prompt_values,
    percentile(ridge_gap_query, 0.5D) as ridge_gap_query_median,
    array_sort(collect_list(ridge_gap_query)) as ridge_gap_query_values,
    percentile(ridge_gap_ood, 0.5D) as ridge_gap_ood_median,
    array_sort(collect_list(ridge_gap_ood)) as ridge_gap_ood_values,
    percentile(best_gap, 0.5D) as best_gap_median,
    array_sort(collect_list(best_gap)) as best_gap_values
  from trials
  group by
    m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
    templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
    test_templates, ood_mean, ood_variance, tolerance
)
select
  m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
  templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
  test_templates, ood_mean, ood_variance, tolerance,
  n, n_trained,
  ridge_gap_median,
  if(
    array_min(ridge_gap_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_values)))
  ) as ridge_gap_geometric_mean,
  ridge_gap_prompt_median,
  if(
    array_min(ridge_gap_prompt_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_prompt_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_prompt_values)))
  ) as ridge_gap_prompt_geometric_mean,
  ridge_gap_query_median,
  if(
    array_min(ridge_gap_query_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_query_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_query_values)))
  ) as ridge_gap_query_geometric_mean,
  ridge_gap_ood_median,
  if(
    array_min(ridge_gap_ood_values) = 0,
    0D,
    exp(try_divide(aggregate(ridge_gap_ood_values, 0D, (sum, x) -> sum + ln(x)), size(ridge_gap_ood_values)))
  ) as ridge_gap_ood_geometric_mean,
  best_gap_median,
  if(
    array_min(best_gap_values) = 0,
    0D,
    exp(try_divide(aggregate(best_gap_values, 0D, (sum, x) -> sum + ln(x)), size(best_gap_values)))
  ) as best_gap_geometric_mean
from configurations
order by
  m, heads, prompt_length, noise, tokens, dim, init_scale, token_norm, representation,
  templates, objective, training_prompts, batch_size, optimizer, learning_rate, steps,
  test_templates, ood_mean, ood_variance, tolerance
