import { Alert, Center, Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface LoginCardProps {
  title: string;
  /** Why the last attempt failed. */
  error?: Error | null;
  children: ReactNode;
}

/** The frame of the pages before the login. */
export function LoginCard({ title, error, children }: LoginCardProps) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p={{ base: 'md', xs: 'xl' }} w={420} maw="100%">
        <Stack>
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <Title order={1} size="h2">
            {title}
          </Title>
          {error && (
            <Alert color="red" variant="light" role="alert">
              {error.message}
            </Alert>
          )}
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
