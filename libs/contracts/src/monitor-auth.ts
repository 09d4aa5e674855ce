import { probeAuth } from './probe-spec.js';

/** Printable ASCII. RFC 6750 allows fewer; real tokens, such as `1|abc`, need some of the others. */
const tokenText = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
// RFC 7617, section 2 forbids them.
const controlCharacter = /[\x00-\x1f\x7f]/;
/** RFC 6749, section 3.3. */
const scopeText = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

const NO_CONTROL = 'must not contain a line break or another control character';

/** What is wrong with a token endpoint; null: it can be asked. RFC 6749, section 3.2 forbids a fragment. */
function tokenUrlFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return 'must be a URL, such as https://login.example/oauth/token';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http:// or https://';
  if (url.username || url.password) return 'must not contain credentials';
  return url.hash === '' ? null : 'must not contain a fragment ("#…")';
}

/** Credentials as a request of the API may bring them: what could never be sent is refused here, at the edge. */
export const monitorAuth = probeAuth.superRefine((auth, context) => {
  const check = (field: string, isFine: boolean, message: string): void => {
    if (!isFine) context.addIssue({ code: 'custom', path: [field], message });
  };
  switch (auth.type) {
    case 'bearer':
      return check(
        'token',
        tokenText.test(auth.token),
        'must be printable ASCII without line breaks or leading and trailing spaces',
      );
    case 'basic':
    case 'digest':
      check('username', !controlCharacter.test(auth.username), NO_CONTROL);
      // RFC 7617, section 2: the first colon ends the name.
      check('username', !auth.username.includes(':'), 'must not contain a colon');
      return check('password', !controlCharacter.test(auth.password), NO_CONTROL);
    case 'oauth2': {
      const fault = tokenUrlFault(auth.tokenUrl);
      check('tokenUrl', fault === null, fault ?? '');
      check('clientId', !controlCharacter.test(auth.clientId), NO_CONTROL);
      check('clientSecret', !controlCharacter.test(auth.clientSecret), NO_CONTROL);
      check(
        'scope',
        auth.scope === null || scopeText.test(auth.scope),
        'must be words of printable ASCII separated by single spaces',
      );
      return check('audience', auth.audience === null || !controlCharacter.test(auth.audience), NO_CONTROL);
    }
  }
});
