// ESLint for everything that is TypeScript or JavaScript here and in the pages of the sandbox and
// the bridge. `npm run lint` runs it from the root of the repository. tsc finds unknown names and
// unused ones in all of these files, so the rules for that are off.

import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/vendor-cache/', '**/dist/', '**/testdata/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  { files: ['**/*.tsx'], extends: [reactHooks.configs.flat.recommended] },
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.pages.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // tsc knows the names of each place: a page's, Node's, a test's.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      // An early return may hand on nothing: `if (!fields) return say(…)`.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      // A stand-in for something asynchronous answers at once.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // The linter does not see the casts of JSDoc, such as the one that gives JSON its type, so it
    // takes what they make for `any`. Calling and reading an `any` stays forbidden here too.
    files: ['**/*.js', '**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/page/script.js'],
    rules: {
      // The file is one expression, which the host calls.
      '@typescript-eslint/no-unused-expressions': 'off',
      // It throws the reason for a refusal, and catches it in the same function.
      '@typescript-eslint/only-throw-error': 'off',
      // It shares its world with the page where an engine has no script worlds, and then trusts
      // neither the methods of prototypes nor the types of what they give.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    // These tests run the text of a script, as an engine does.
    files: [
      '**/page/script.test.mjs',
      '**/hostile/bridge.test.ts',
      '**/widget/plugin/patches.test.ts',
    ],
    rules: { '@typescript-eslint/no-implied-eval': 'off' },
  },
  {
    // Node's runner itself waits for the tests that it was given.
    files: ['**/page/script.test.mjs'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: 'test' }] },
      ],
    },
  },
);
