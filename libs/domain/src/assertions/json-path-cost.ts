import { jsonpath, type JSONPathQuery } from 'json-p3';

const { expressions, selectors } = jsonpath;

/**
 * `['a','a']['a','a']…` doubles the result with every segment, so the product of the selector counts is bounded;
 * every filter and every query within a filter is one more walk over the same values.
 */
const MAX_SELECTED_TWICE = 64;
const MAX_FILTERS = 8;
const MAX_NESTED_QUERIES = 16;

interface Cost {
  descents: number;
  filters: number;
  nestedQueries: number;
  widest: number;
  scansRoot: boolean;
}

function addExpression(expression: unknown, cost: Cost): void {
  if (expression instanceof expressions.LogicalExpression) addExpression(expression.expression, cost);
  else if (expression instanceof expressions.PrefixExpression) addExpression(expression.right, cost);
  else if (expression instanceof expressions.InfixExpression) {
    addExpression(expression.left, cost);
    addExpression(expression.right, cost);
  } else if (expression instanceof expressions.FunctionExtension) {
    for (const argument of expression.args) addExpression(argument, cost);
  } else if (expression instanceof expressions.FilterQuery) {
    cost.nestedQueries += 1;
    // A `$` query in a filter runs again for every value that the filter looks at.
    if (expression instanceof expressions.RootQuery && !expression.path.singularQuery()) cost.scansRoot = true;
    addQuery(expression.path, cost);
  }
}

function addQuery(query: JSONPathQuery, cost: Cost): void {
  let width = 1;
  for (const segment of query.segments) {
    if (isDescendant(segment)) cost.descents += 1;
    width *= segment.selectors.length;
    for (const selector of segment.selectors) {
      if (!(selector instanceof selectors.FilterSelector)) continue;
      cost.filters += 1;
      addExpression(selector.expression, cost);
    }
  }
  cost.widest = Math.max(cost.widest, width);
}

/** Why a query is refused because its time could grow faster than the document; null if it is fine. */
export function refuseCostlyQuery(query: JSONPathQuery): string | null {
  const cost: Cost = { descents: 0, filters: 0, nestedQueries: 0, widest: 1, scansRoot: false };
  addQuery(query, cost);
  if (cost.descents > 1) return 'The path has more than one descendant segment (".."); at most one is allowed';
  if (cost.descents === 1 && !query.segments.some(isDescendant)) {
    return 'The path has a descendant segment ("..") within a filter, which is not allowed';
  }
  if (cost.scansRoot) return 'A query that starts with "$" within a filter must select a single value';
  if (cost.widest > MAX_SELECTED_TWICE) return 'The path selects too many alternatives';
  if (cost.filters > MAX_FILTERS) return `The path has more than ${MAX_FILTERS} filters`;
  if (cost.nestedQueries > MAX_NESTED_QUERIES) return `The path has more than ${MAX_NESTED_QUERIES} queries in filters`;
  return null;
}

/** json-p3 does not export its segment classes; its canonical text is the public way to tell them apart. */
function isDescendant(segment: JSONPathQuery['segments'][number]): boolean {
  return segment.toString().startsWith('..');
}
