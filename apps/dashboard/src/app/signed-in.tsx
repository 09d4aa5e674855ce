import { Center, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useSession } from '../api/login-session.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from './failure-notice.js';
import { EnrolmentPage } from './pages.js';

/** Shows its content to whoever has a session; everyone else is sent to the login page and returned here afterwards. */
export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const [location] = useLocation();
  if (session.isPending) {
    return (
      <Center h="100vh">
        <Loader aria-label="Loading Wakeful" />
      </Center>
    );
  }
  if (session.error instanceof Problem && session.error.status === 401) {
    const back = `${location}${window.location.search}`;
    return <Redirect to={back === '/' ? '/login' : `/login?to=${encodeURIComponent(back)}`} />;
  }
  if (session.error && !session.data)
    return <FailureNotice error={session.error} onRetry={() => void session.refetch()} />;
  return session.data.needsSecondFactor ? <EnrolmentPage /> : children;
}
