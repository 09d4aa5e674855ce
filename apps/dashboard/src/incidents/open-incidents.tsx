import { Badge } from '@mantine/core';
import { useOpenIncidents } from './use-incidents.js';

/** How many incidents are open, in the menu; nothing when there is none. */
export function OpenIncidents() {
  const { data: count = 0 } = useOpenIncidents();
  if (count === 0) return null;
  return (
    <Badge color="red" variant="filled" size="sm" aria-label={`${count.toLocaleString()} open`}>
      {count.toLocaleString()}
    </Badge>
  );
}
