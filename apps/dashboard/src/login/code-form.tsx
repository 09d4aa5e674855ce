import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface CodeFormProps {
  isPending: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The form stands in the place of the one before it, and so does where one types. */
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
          description="The six digits that your authenticator app shows, or one of your recovery codes."
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
          Log in another way
        </Anchor>
      </Stack>
    </form>
  );
}
