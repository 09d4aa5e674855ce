import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.js';
import { limitInitialCode } from './build/limit-initial-code.js';
import { themeStyles } from './build/theme-styles.js';
import { theme } from './src/theme.js';

// Vite asks for a default export.
// eslint-disable-next-line no-restricted-syntax
export default defineConfig({
  plugins: [react(), themeStyles(theme), compressAssets(), limitInitialCode()],
  resolve: { conditions: ['@wakeful/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2023', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': process.env['WAKEFUL_URL'] ?? 'http://127.0.0.1:3000' } },
});
