/** Which requests are shown; filtering is done by the API. */
export interface NetworkFilter {
  isFailedOnly: boolean;
  /** '' means all. */
  resourceType: string;
  url: string;
}

export const noFilter: NetworkFilter = { isFailedOnly: false, resourceType: '', url: '' };

export const isFiltered = ({ isFailedOnly, resourceType, url }: NetworkFilter): boolean =>
  isFailedOnly || resourceType !== '' || url.trim() !== '';
