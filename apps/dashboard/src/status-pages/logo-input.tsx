import { Button, FileInput, Group } from '@mantine/core';
import { useState } from 'react';
import { MAX_LOGO_KIB, readLogo } from './read-logo.js';
import classes from './status-pages.module.css';

interface LogoInputProps {
  /** A data URL; null: there is none. */
  value: string | null;
  error: string | undefined;
  onChange: (value: string | null) => void;
}

/** An image file as the page's logo, with what it looks like. */
export function LogoInput({ value, error, onChange }: LogoInputProps) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    const read = await readLogo(file);
    setRefusal(read.refusal);
    if (read.logo !== null) onChange(read.logo);
  };
  return (
    <Group align="end" gap="sm">
      {value !== null && <img className={classes['logo']} src={value} alt="The logo" />}
      <FileInput
        className={classes['grow']}
        label="Logo"
        description={`A PNG, JPEG or WebP image of at most ${MAX_LOGO_KIB} KiB.`}
        placeholder={value === null ? 'Choose a file' : 'Choose another file'}
        accept="image/png,image/jpeg,image/webp"
        value={null}
        error={refusal ?? error}
        onChange={(file) => void take(file)}
      />
      {value !== null && (
        <Button variant="default" onClick={() => onChange(null)}>
          Remove the logo
        </Button>
      )}
    </Group>
  );
}
