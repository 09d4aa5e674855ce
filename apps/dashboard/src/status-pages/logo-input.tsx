import { Button, FileInput, Group } from '@mantine/core';
import { useState } from 'react';
import { MAX_LOGO_KIB, readLogo } from './read-logo.js';
import classes from './status-pages.module.css';

interface LogoInputProps {
  /** A data URL, or null. */
  value: string | null;
  error: string | undefined;
  onChange: (value: string | null) => void;
}

/** The logo upload, with a preview. */
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
      {value !== null && <img className={classes['logo']} src={value} alt="Logo preview" />}
      <FileInput
        className={classes['grow']}
        label="Logo"
        description={`PNG, JPEG or WebP, at most ${MAX_LOGO_KIB} KiB.`}
        placeholder={value === null ? 'Choose file' : 'Replace file'}
        accept="image/png,image/jpeg,image/webp"
        value={null}
        error={refusal ?? error}
        onChange={(file) => void take(file)}
      />
      {value !== null && (
        <Button variant="default" onClick={() => onChange(null)}>
          Remove logo
        </Button>
      )}
    </Group>
  );
}
