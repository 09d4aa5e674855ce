import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface CodeFormProps {
  isPending: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The form replaces the previous one, so the focus moves to it. */
const focus = (input: HTMLInputElement | null): void => input?.focus();

/** Asks for the second factor. */
export function CodeForm({ isPending, onCode, onBack }: CodeFormProps) {
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Code"
          description="6 digits from your authenticator app, or a recovery code."
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          ref={focus}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending}>
          Continue
        </Button>
        <Anchor component="button" type="button" size="sm" underline="always" onClick={onBack} ta="start">
          Use another login method
        </Anchor>
      </Stack>
    </form>
  );
}
