import { Button, Group, Text, TextInput } from '@mantine/core';
import { useCopy } from './use-copy.js';

/** A read-only text with a copy button. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const { outcome, copy } = useCopy();
  return (
    <div>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput
          label={label}
          readOnly
          value={text}
          flex={1}
          miw={0}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="default" aria-label={`Copy: ${label}`} onClick={() => void copy(text)}>
          Copy
        </Button>
      </Group>
      <Text size="sm" role="status">
        {outcome}
      </Text>
    </div>
  );
}
