-- The distance of the trained model from ridge regression, in-domain and out-of-domain, and of the
-- ridge optimum from the paper's best ridge: one row per configuration, over its seeds.
--
-- Reads the table trials. Runs in the SQL shell of Spark 4.0 or newer, after
--   create temporary view trials using parquet options (path 'OUT/trials');
--
-- Diverged and failed trials are counted only in n. Gaps are summarized by their median, range and
-- geometric mean; the median of an even number of gaps is the geometric mean of the middle two.
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
    map(
      'ridge_gap', sort_array(collect_list(ridge_gap)),
      'ridge_gap_prompt', sort_array(collect_list(ridge_gap_prompt)),
      'ridge_gap_query', sort_array(collect_list(ridge_gap_query)),
      'ridge_gap_ood', sort_array(collect_list(ridge_gap_ood)),
      'best_gap', sort_array(collect_list(best_gap))
    ) as gaps_by_name
  from trials
  group by all
),
middles as (
  select
    * except (gaps_by_name),
    transform_values(
      gaps_by_name,
      (name, gaps) -> named_struct(
        'gaps', gaps,
        'lower', get(gaps, (size(gaps) - 1) div 2),
        'upper', get(gaps, size(gaps) div 2))) as middles
  from configurations
),
summaries as (
  select
    * except (middles),
    transform_values(
      middles,
      (name, middle) -> named_struct(
        'median', if(middle.lower = middle.upper, middle.lower, sqrt(middle.lower) * sqrt(middle.upper)),
        'minimum', array_min(middle.gaps),
        'maximum', array_max(middle.gaps),
        'geometric_mean', if(
          array_min(middle.gaps) = 0,
          0D,
          exp(try_divide(aggregate(middle.gaps, 0D, (sum, x) -> sum + ln(x)), size(middle.gaps)))))
    ) as summaries
  from middles
)
select
  * except (summaries),
  summaries['ridge_gap'].median as ridge_gap_median,
  summaries['ridge_gap'].minimum as ridge_gap_min,
  summaries['ridge_gap'].maximum as ridge_gap_max,
  summaries['ridge_gap'].geometric_mean as ridge_gap_geometric_mean,
  summaries['ridge_gap_prompt'].median as ridge_gap_prompt_median,
  summaries['ridge_gap_prompt'].minimum as ridge_gap_prompt_min,
  summaries['ridge_gap_prompt'].maximum as ridge_gap_prompt_max,
  summaries['ridge_gap_prompt'].geometric_mean as ridge_gap_prompt_geometric_mean,
  summaries['ridge_gap_query'].median as ridge_gap_query_median,
  summaries['ridge_gap_query'].minimum as ridge_gap_query_min,
  summaries['ridge_gap_query'].maximum as ridge_gap_query_max,
  summaries['ridge_gap_query'].geometric_mean as ridge_gap_query_geometric_mean,
  summaries['ridge_gap_ood'].median as ridge_gap_ood_median,
  summaries['ridge_gap_ood'].minimum as ridge_gap_ood_min,
  summaries['ridge_gap_ood'].maximum as ridge_gap_ood_max,
  summaries['ridge_gap_ood'].geometric_mean as ridge_gap_ood_geometric_mean,
  summaries['best_gap'].median as best_gap_median,
  summaries['best_gap'].minimum as best_gap_min,
  summaries['best_gap'].maximum as best_gap_max,
  summaries['best_gap'].geometric_mean as best_gap_geometric_mean
from summaries
order by all
