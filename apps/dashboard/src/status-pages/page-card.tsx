import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import classes from './status-pages.module.css';
import type { StatusPage } from './use-status-pages.js';

interface PageCardProps {
  page: StatusPage;
  mayEdit: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

/** One status page: URL, visibility and monitors. */
export function PageCard({ page, mayEdit, onEdit, onDelete }: PageCardProps) {
  const { id, title, visibility, isPublished } = page;
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" className={classes['wrapping']}>
            {title}
          </Title>
          <Group gap="xs">
            {visibility === 'password' && (
              <Badge variant="default" tt="none">
                Password
              </Badge>
            )}
            <Badge variant="default" tt="none">
              {isPublished ? 'Published' : 'Not published'}
            </Badge>
          </Group>
        </Group>
        <PublicLink page={page} />
        <Text size="sm" c="dimmed">
          {shownText(page)}
        </Text>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            component={Link}
            href={`/status-pages/${id}`}
            aria-label={`Incidents and badges of ${title}`}
          >
            Incidents and badges
          </Button>
          {mayEdit && (
            <>
              <Button size="xs" variant="default" aria-label={`Edit ${title}`} onClick={onEdit}>
                Edit
              </Button>
              <Button size="xs" variant="default" aria-label={`Delete ${title}`} onClick={onDelete}>
                Delete
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** The URL of the page, as a link once it is published. */
export function PublicLink({ page: { slug, domain, isPublished } }: { page: StatusPage }) {
  const path = `/status/${slug}`;
  return (
    <Text size="sm" className={classes['wrapping']}>
      {isPublished ? (
        <Anchor href={path} target="_blank" rel="noreferrer">
          {`${window.location.origin}${path}`}
        </Anchor>
      ) : (
        `${path} (after publishing)`
      )}
      {domain !== null && ` and ${domain}`}
    </Text>
  );
}

function shownText({ groups }: StatusPage): string {
  const count = groups.reduce((sum, { monitors }) => sum + monitors.length, 0);
  const names = groups.map(({ name }) => name).join(', ');
  return count === 0 ? 'No monitors yet' : `${count === 1 ? '1 monitor' : `${count} monitors`} in ${names}`;
}
