import {
  convertCssVariables,
  type ConvertCSSVariablesInput,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineThemeOverride,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';

const MODULE = 'virtual:theme.css';

type Variables = Readonly<Record<string, string>>;

const differing = (own: Variables, known: Variables): Variables =>
  Object.fromEntries(Object.entries(own).filter(([name, value]) => known[name] !== value));

/** What the theme makes different from Mantine's own style sheet. */
function ownVariables(theme: MantineThemeOverride): ConvertCSSVariablesInput {
  const own = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const known = defaultCssVariablesResolver(DEFAULT_THEME);
  return {
    variables: differing(own.variables, known.variables),
    light: differing(own.light, known.light),
    dark: differing(own.dark, known.dark),
  };
}

/** Provides the theme's variables as a style sheet: at each start of the page Mantine would need 40 ms to work them out. */
export function themeStyles(theme: MantineThemeOverride): Plugin {
  return {
    name: 'wakeful:theme-styles',
    resolveId: (id) => (id === MODULE ? id : null),
    load: (id) => (id === MODULE ? convertCssVariables(ownVariables(theme)) : null),
  };
}
