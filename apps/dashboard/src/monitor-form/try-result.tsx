import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { StatusMark } from '../status/status-mark.js';
import { latencyText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import classes from './monitor-form.module.css';
import { PhaseBar } from './phase-bar.js';
import { factsOf, reasonText } from './try-facts.js';

interface Props {
  readonly result: Schemas['CheckNowResult'];
  /** The form was changed after this test. */
  readonly isOutdated: boolean;
}

/** Defined outside, so that it runs once per result rather than on each rendering. */
const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** The result of a test with this configuration. */
export function TryResult({ result, isOutdated }: Props) {
  const { assertions = [], hops = [] } = result.facts;
  return (
    <Paper ref={bringIntoView} withBorder p="md" mt="lg">
      <Stack gap="md">
        <Title order={2} size="h4">
          Test result
        </Title>
        {isOutdated && (
          <Text size="sm" c="dimmed">
            The form has changed since. Test again to see the effect.
          </Text>
        )}
        <Group gap="md">
          <StatusMark status={result.status} />
          {result.httpStatus !== null && <Text size="sm">HTTP {result.httpStatus}</Text>}
          <Text size="sm">{latencyText(result.timings.totalMs)}</Text>
          <Text size="sm" c="dimmed">
            from {result.location}, <Moment at={result.startedAt} />
          </Text>
        </Group>
        {(result.detail !== '' || result.reason !== null) && (
          <Text size="sm" className={classes['wrapping']}>
            {result.detail || reasonText(result.reason)}
          </Text>
        )}
        <PhaseBar timings={result.timings} />
        {assertions.length > 0 && (
          <Stack gap={4}>
            <Title order={3} size="h6">
              Assertions
            </Title>
            <ul className={classes['verdicts']}>
              {assertions.map(({ passed, message }, index) => (
                <li key={index} data-passed={passed}>
                  <span aria-hidden>{passed ? '✓' : '✕'}</span>
                  <span>
                    <strong>{passed ? 'Passed' : 'Failed'}:</strong> {message}
                  </span>
                </li>
              ))}
            </ul>
          </Stack>
        )}
        {hops.length > 1 && (
          <Stack gap={4}>
            <Title order={3} size="h6">
              Redirects
            </Title>
            <ol className={classes['hops']}>
              {hops.map((hop, index) => (
                <li key={index}>
                  {hop.httpStatus ?? 'No response'} · {hop.url} · {latencyText(hop.durationUs / 1_000)}
                </li>
              ))}
            </ol>
          </Stack>
        )}
        <dl className={classes['facts']}>
          {factsOf(result.facts).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Stack>
    </Paper>
  );
}
