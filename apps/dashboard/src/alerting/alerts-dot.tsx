import { Badge } from '@mantine/core';
import { useAlertStatus } from '../api/alert-status.js';

/** Marks the menu entry while a channel fails. */
export function AlertsDot() {
  const { data } = useAlertStatus();
  const failing = data?.channels.filter(({ enabled, state }) => enabled && state === 'failing').length ?? 0;
  if (failing === 0) return null;
  return (
    <Badge color="red.9" size="sm" circle aria-label={`${failing} failing`}>
      {failing}
    </Badge>
  );
}
