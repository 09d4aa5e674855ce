import { describe, expect, it } from '@jest/globals';
import { badPartsIn, faultIn } from './read-faults.js';

describe('the fault on an error page', () => {
  it.each<{ of: string; body: string; is: string | null }>([
    {
      of: 'Django',
      body: `<title>OperationalError at /</title><h1>OperationalError at /</h1><pre class="exception_value">connection to server at &quot;db&quot; (10.0.4.12), port 5432 failed: Connection refused</pre>`,
      is: 'OperationalError: connection to server at "db" (10.0.4.12), port 5432 failed: Connection refused',
    },
    {
      of: 'Werkzeug',
      body: `<title>redis.exceptions.ConnectionError: Error 111 connecting to cache:6379 // Werkzeug Debugger</title><h1>ConnectionError</h1><div class="detail"><p class="errormsg">redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.</p></div>`,
      is: 'redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.',
    },
    {
      of: 'Rails in development',
      body: '<title>Action Controller: Exception caught</title><h1>ActiveRecord::ConnectionNotEstablished in ShopController#index</h1><h2>could not connect to server: Connection refused</h2>',
      is: 'ActiveRecord::ConnectionNotEstablished: could not connect to server: Connection refused',
    },
    {
      of: 'PHP',
      body: `<br />\n<b>Fatal error</b>:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /var/www/db.php:12<br />`,
      is: 'Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /var/www/db.php:12',
    },
    {
      of: 'Express',
      body: '<pre>Error: connect ECONNREFUSED 10.0.4.13:5432<br> &nbsp; &nbsp;at TCPConnectWrap</pre>',
      is: 'Error: connect ECONNREFUSED 10.0.4.13:5432',
    },
    {
      of: 'Spring',
      body: '<html><body><h1>Whitelabel Error Page</h1><div>There was an unexpected error (type=Internal Server Error, status=500).</div><div>org.postgresql.util.PSQLException: FATAL: too many connections for role "shop"</div></body></html>',
      is: 'org.postgresql.util.PSQLException: too many connections for role "shop"',
    },
    {
      of: 'Go',
      body: 'dial tcp 10.0.4.12:5432: connect: connection refused\n',
      is: 'dial tcp 10.0.4.12:5432: connect: connection refused',
    },
    { of: 'an API', body: '{"type":"about:blank","title":"Oops","detail":"No worker left"}', is: 'No worker left' },
    { of: 'a page that says nothing', body: '<h1>Internal Server Error</h1>', is: null },
    { of: 'a shop', body: '<h1>Fine things</h1><p>Returns are refused after 30 days</p>', is: null },
  ])('of $of', ({ body, is }) => expect(faultIn(body)).toBe(is));
});

describe('the bad parts of a report on health', () => {
  it.each<{ of: string; report: unknown; are: string[] }>([
    {
      of: 'a list of errors in their places',
      report: { status: 'error', checks: { db: 'ok', redis: 'ECONNREFUSED 10.0.4.13:6379' } },
      are: ['checks.redis: ECONNREFUSED 10.0.4.13:6379'],
    },
    {
      of: "Spring Boot's actuator",
      report: {
        status: 'DOWN',
        components: {
          db: { status: 'DOWN', details: { error: 'org.postgresql.util.PSQLException: refused' } },
          disk: { status: 'UP' },
        },
      },
      are: ['components.db: org.postgresql.util.PSQLException: refused'],
    },
    {
      of: 'ASP.NET',
      report: {
        status: 'Unhealthy',
        entries: { queue: { status: 'Unhealthy', description: 'No broker' }, sql: { status: 'Healthy' } },
      },
      are: ['entries.queue: No broker'],
    },
    {
      of: 'health+json',
      report: { status: 'fail', checks: { 'redis:connections': [{ status: 'fail', output: 'timed out' }] } },
      are: ['checks.redis:connections: timed out'],
    },
    { of: 'one that is well', report: { status: 'ok', checks: { db: 'ok' } }, are: [] },
    { of: 'one without parts', report: { status: 'error' }, are: [] },
  ])('of $of', ({ report, are }) => expect(badPartsIn(JSON.stringify(report))).toEqual(are));

  it('has none in a page', () => expect(badPartsIn('<h1>status: error</h1>')).toEqual([]));
});
