import { ActionIcon, Group } from '@mantine/core';

interface MoveButtonsProps {
  what: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** Buttons to reorder or remove a list entry. */
export function MoveButtons({ what, isFirst, isLast, onMove, onRemove }: MoveButtonsProps) {
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" aria-label={`Move ${what} up`} disabled={isFirst} onClick={() => onMove(-1)}>
        <span aria-hidden>↑</span>
      </ActionIcon>
      <ActionIcon variant="default" aria-label={`Move ${what} down`} disabled={isLast} onClick={() => onMove(1)}>
        <span aria-hidden>↓</span>
      </ActionIcon>
      <ActionIcon variant="default" aria-label={`Remove ${what}`} onClick={onRemove}>
        <span aria-hidden>✕</span>
      </ActionIcon>
    </Group>
  );
}
