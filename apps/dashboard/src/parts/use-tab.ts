import { useSearchParams } from 'wouter';

/** The open tab, kept in the URL as `?tab=`; omitted for the first one. */
export function useTab<Tab extends string>(tabs: readonly [Tab, ...Tab[]]): [Tab, (tab: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get('tab');
  const [first] = tabs;
  const open = (tab: string | null): void => setParameters(tab === null || tab === first ? {} : { tab });
  return [tabs.find((tab) => tab === wanted) ?? first, open];
}
