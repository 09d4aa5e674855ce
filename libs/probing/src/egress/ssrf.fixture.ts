import type { ResolveHost } from '../connection/probe-net.js';
import { resolveTo } from '../targets.fixture.js';

/** What someone may write to reach in, where `:PORT` is a server on this machine that must not hear of it. */
export const insideUrls: readonly string[] = [
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://0x7f000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.0.1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[::ffff:169.254.169.254]/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://10.0.0.1/',
  'http://127.0.0.1.:PORT/',
  'http://ann@127.0.0.1:PORT/',
  'http://１２７.０.０.１:PORT/',
  'http://localtest.example:PORT/',
  'http://localtest.example.:PORT/',
  'http://metadata.example/',
  'http://six.example:PORT/',
];

/** Names that lie: they lead to this machine. */
export const lyingResolver: ResolveHost = resolveTo({
  'metadata.example': ['169.254.169.254'],
  'six.example': ['::1'],
});
