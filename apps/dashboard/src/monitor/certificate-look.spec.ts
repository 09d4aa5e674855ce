import { expect, it } from '@jest/globals';
import { certificateLook } from './certificate-look.js';

it.each([
  [90, 'fine', '90 days left'],
  [14, 'fine', '14 days left'],
  [13, 'soon', '13 days left'],
  [1, 'soon', '1 day left'],
  [0, 'soon', 'Less than 1 day left'],
  [-1, 'expired', 'Expired'],
])('with %d days left a certificate is %s', (daysLeft, tone, text) => {
  expect(certificateLook(daysLeft)).toMatchObject({ tone, text });
});
