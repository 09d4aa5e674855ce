/** What the frame shows besides the page: one part, so that the code that it shares with the first page stays in one piece. */
export { AlertBanner } from '../alerting/alert-banner.js';
export { AlertsDot } from '../alerting/alerts-dot.js';
export { TabState } from './tab-state.js';
