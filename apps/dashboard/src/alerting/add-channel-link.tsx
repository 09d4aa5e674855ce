import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useMay } from '../api/login-session.js';

/** The way to a first channel, for whoever may create one. */
export function AddChannelLink() {
  const mayEdit = useMay('editor');
  if (!mayEdit) return <>Ask an editor to add a channel.</>;
  return (
    <Anchor component={Link} href="/notifications?new" inherit c="inherit" fw={600} underline="always">
      Add a channel
    </Anchor>
  );
}
