const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, one PEM text each. */
export const readCertificates = (pem: string): string[] => pem.match(certificateBlock) ?? [];
