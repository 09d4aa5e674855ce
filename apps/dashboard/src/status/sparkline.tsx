import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import classes from './sparkline.module.css';
import { SPARK_HEIGHT, SPARK_WIDTH, type SparklineShape, sparklineShape } from './sparkline-shape.js';

const MARK_WIDTH = 2.4;
const MARK_HEIGHT = 6;

/** The last `count` hours of one monitor. */
export interface RecentHours {
  readonly from: string;
  readonly count: number;
  readonly hours: Schemas['HourlyStats']['items'][number]['hours'];
}

function inWords({ failures, fastestMs, slowestMs, latestMs }: SparklineShape): string {
  if (fastestMs === null && failures.length === 0) return 'no data yet';
  const speed =
    fastestMs === null
      ? 'no response'
      : `hourly median ${latencyText(fastestMs)} to ${latencyText(slowestMs)}, latest ${latencyText(latestMs)}`;
  if (failures.length === 0) return `${speed}, no failures`;
  return `${speed}, failures in ${failures.length === 1 ? '1 hour' : `${failures.length} hours`}`;
}

/** The recent response times of a monitor as a sparkline, with a mark under each hour with failures. */
export function Sparkline({ recent: { from, count, hours }, label }: { recent: RecentHours; label: string }) {
  const shape = sparklineShape(hours, Date.parse(from), count);
  const text = `${label}: ${inWords(shape)}`;
  return (
    <svg
      className={classes['spark']}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      <path d={shape.line} />
      {shape.failures.map((x) => (
        <rect key={x} x={x - MARK_WIDTH / 2} y={SPARK_HEIGHT - MARK_HEIGHT} width={MARK_WIDTH} height={MARK_HEIGHT} />
      ))}
    </svg>
  );
}
