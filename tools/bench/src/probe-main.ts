import { measureProbeCost } from './probe-cost/measure-probe-cost.js';
import { textTable } from './report/text-table.js';

const costs = [await measureProbeCost('http'), await measureProbeCost('https')];
console.log('CPU of one probe, as a multiple of B: one bare request by node:http or node:https\n');
console.log(
  textTable([
    ['', 'median', 'least', 'most', 'B'],
    ...costs.map(({ scheme, ratio, least, most, bareUs }) => [
      scheme,
      `${ratio.toFixed(2)} B`,
      ...[least, most].map((value) => value.toFixed(2)),
      `${bareUs.toFixed(0)} µs`,
    ]),
  ]),
);
