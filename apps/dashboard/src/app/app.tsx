import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../api/query-client.js';
import { theme } from '../theme.js';
import { Routes } from './routes.js';

/** The policy that the gateway sends allows only styles with the nonce that it wrote into the page. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** Under this name the library that keeps the page still behind a dialog looks for it. */
Object.assign(globalThis, { __webpack_nonce__: styleNonce });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
      // They are in a style sheet: build/theme-styles.ts.
      withCssVariables={false}
    >
      <QueryClientProvider client={queryClient}>
        <Routes />
      </QueryClientProvider>
    </MantineProvider>
  );
}
