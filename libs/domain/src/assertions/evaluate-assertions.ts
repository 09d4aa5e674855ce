import type { Assertion, AssertionResult } from '@wakeful/contracts';
import { type AssertedResponse, cut, type Verdict } from './asserted-response.js';
import { judgeBodySize } from './body-size-assertion.js';
import { judgeCertificateAge } from './certificate-assertion.js';
import { judgeDuration } from './duration-assertion.js';
import { judgeFinalUrl } from './final-url-assertion.js';
import { judgeHeader } from './header-assertion.js';
import { JsonDocument } from './json-document.js';
import { JsonPathError } from './json-path.js';
import { judgeJsonPath } from './json-path-assertion.js';
import { PatternError } from './regex.js';
import { judgeKeyword, judgeRegex } from './text-assertions.js';

const MAX_MESSAGE_CHARACTERS = 512;

/** The body parsed once for all JSON path assertions; null when it is not JSON. */
class JsonBody {
  #parsed: JsonDocument | null | undefined;

  constructor(private readonly text: string) {}

  read(): JsonDocument | null {
    if (this.#parsed === undefined) {
      try {
        this.#parsed = new JsonDocument(this.text);
      } catch {
        this.#parsed = null;
      }
    }
    return this.#parsed;
  }
}

function judge(assertion: Assertion, response: AssertedResponse, json: JsonBody): Verdict {
  switch (assertion.type) {
    case 'keyword':
      return judgeKeyword(assertion, response.bodyText ?? '');
    case 'regex':
      return judgeRegex(assertion, response.bodyText ?? '');
    case 'jsonPath': {
      const parsed = json.read();
      if (!parsed) return { passed: false, message: 'The body is not JSON' };
      return judgeJsonPath(assertion, parsed);
    }
    case 'header':
      return judgeHeader(assertion, response.headers);
    case 'bodySize':
      return judgeBodySize(assertion, response.bodyBytes);
    case 'finalUrl':
      return judgeFinalUrl(assertion, response.finalUrl);
    case 'duration':
      return judgeDuration(assertion, response.durationsUs);
    case 'certificate':
      return judgeCertificateAge(assertion, response.certificateExpiresAt);
  }
}

function judgeSafely(assertion: Assertion, response: AssertedResponse, json: JsonBody): Verdict {
  try {
    return judge(assertion, response, json);
  } catch (error) {
    // The gateway refuses what does not compile; a result must still come for what got in another way.
    if (error instanceof PatternError || error instanceof JsonPathError) {
      return { passed: false, message: error.message };
    }
    throw error;
  }
}

/** Judges a response against each assertion, in order. Pure; a failed or invalid assertion is a result, not an error. */
export function evaluateAssertions(assertions: readonly Assertion[], response: AssertedResponse): AssertionResult[] {
  const json = new JsonBody(response.bodyText ?? '');
  return assertions.map((assertion) => {
    const { passed, message } = judgeSafely(assertion, response, json);
    return { type: assertion.type, passed, message: cut(message, MAX_MESSAGE_CHARACTERS) };
  });
}
