/** How names are completed, see resolv.conf(5). */
export interface SearchRules {
  /** Domains to try a name in, in this order. */
  search: readonly string[];
  /** A name with at least so many dots is tried as it is before it is tried in the domains. */
  ndots: number;
}

const MAX_NDOTS = 15;

/** Reads the search rules of a resolv.conf. The last `search` or `domain` line counts; what cannot be read is left out. */
export function readSearchRules(text: string): SearchRules {
  let search: string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'search') search = words.filter((domain) => domain !== '.').map(withoutDot);
    else if (keyword === 'domain') search = words.slice(0, 1).map(withoutDot);
    else if (keyword === 'options') {
      const option = words.findLast((word) => /^ndots:\d+$/.test(word));
      if (option) ndots = Math.min(Number(option.slice('ndots:'.length)), MAX_NDOTS);
    }
  }
  return { search, ndots };
}

const withoutDot = (domain: string): string => domain.replace(/\.$/, '');

/**
 * The full names for which `hostname` may stand, in the order in which to ask for them: as glibc does, as it is first
 * when it has enough dots, else last. The first one that has an address counts.
 */
export function candidatesFor(hostname: string, { search, ndots }: SearchRules): string[] {
  const completed = search.map((domain) => `${hostname}.${domain}`);
  const dots = hostname.split('.').length - 1;
  return dots >= ndots ? [hostname, ...completed] : [...completed, hostname];
}
