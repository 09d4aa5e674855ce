import { describe, expect, it } from '@jest/globals';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten different ones of 80 bits each', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  });

  it('are the same however they are typed', () => {
    const hash = hashRecoveryCode('k3vq-7xne-2mhd-p5ta');
    for (const typed of ['K3VQ-7XNE-2MHD-P5TA', 'k3vq7xne2mhdp5ta', ' k3vq 7xne 2mhd p5ta ']) {
      expect(hashRecoveryCode(typed)).toEqual(hash);
    }
    expect(hashRecoveryCode('k3vq-7xne-2mhd-p5tb')).not.toEqual(hash);
  });
});
