import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useIsAskingWhoIsThere } from '../api/confirmation.js';
import { queryClient } from '../api/query-client.js';
import { theme } from '../theme.js';
import { ConfirmItsYou } from './pages.js';
import { Routes } from './routes.js';

/** The content security policy allows only styles with the nonce that the gateway wrote into the page. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** The scroll-lock library of dialogs reads the nonce from this name. */
Object.assign(globalThis, { __webpack_nonce__: styleNonce });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
      // The variables are in a style sheet: build/theme-styles.ts.
      withCssVariables={false}
    >
      <QueryClientProvider client={queryClient}>
        <Routes />
        <Confirmation />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Over whatever page or dialog sent the request that needs it. */
function Confirmation() {
  return useIsAskingWhoIsThere() ? <ConfirmItsYou /> : null;
}
