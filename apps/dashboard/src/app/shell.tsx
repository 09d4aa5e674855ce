import {
  ActionIcon,
  Anchor,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useDeferredValue } from 'react';
import { Link, useLocation } from 'wouter';
import { useLogOut, useSession } from '../api/session.js';
import { OpenIncidents } from '../incidents/open-incidents.js';
import { LiveNotice } from '../live/live-notice.js';
import { useLiveUpdates } from '../live/use-live-updates.js';
import { useScrollToTop } from './use-scroll-to-top.js';

const sections = [
  { href: '/', label: 'Overview' },
  { href: '/incidents', label: 'Incidents' },
  { href: '/notifications', label: 'Alerts' },
  { href: '/maintenance', label: 'Maintenance' },
  { href: '/status-pages', label: 'Status pages' },
  { href: '/people', label: 'Users & API keys' },
  { href: '/system', label: 'System' },
] as const;

/** The frame of every page: navigation, user menu, and connection state. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const [location] = useLocation();
  const connection = useLiveUpdates();
  useScrollToTop(location);
  // The first page is rendered in a second, interruptible step: together with the frame it was a task of 200 ms.
  const isFramed = useDeferredValue(true, false);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 210, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close navigation' : 'Open navigation'}
            />
            <Anchor component={Link} href="/" underline="never" c="inherit" aria-label="Wakeful overview">
              <Group gap={8} wrap="nowrap">
                <img src="/favicon.svg" alt="" width={24} height={24} />
                <Text fw={700} visibleFrom="xs">
                  Wakeful
                </Text>
              </Group>
            </Anchor>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveNotice connection={connection} />
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main navigation">
        {sections.map(({ href, label }) => (
          <NavLink
            key={href}
            component={Link}
            href={href}
            label={label}
            onClick={close}
            rightSection={href === '/incidents' && <OpenIncidents />}
            active={href === '/' ? location === '/' || location.startsWith('/monitors') : location.startsWith(href)}
          />
        ))}
        <Box mt="auto">
          <NavLink component="a" href="/api/docs" label="API" />
        </Box>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {isFramed && children}
      </AppShell.Main>
    </AppShell>
  );
}

const schemeNames = { auto: 'system', light: 'light', dark: 'dark' } as const;

function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  const symbol = { auto: '◐', light: '☀', dark: '☾' } as const;
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Theme: ${schemeNames[colorScheme]}. Switch to ${schemeNames[next[colorScheme]]}`}
      title={`Theme: ${schemeNames[colorScheme]}`}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <span aria-hidden>{symbol[colorScheme]}</span>
    </ActionIcon>
  );
}

function AccountMenu() {
  const { data: session } = useSession();
  const logOut = useLogOut();
  if (!session) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="sm">
          {session.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.email ?? session.name} · {session.role}
        </Menu.Label>
        <Menu.Item component={Link} href="/account">
          Your account
        </Menu.Item>
        <Menu.Item onClick={() => logOut.mutate()}>Log out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
