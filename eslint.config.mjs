import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const projectService = { allowDefaultProject: ['vitest.config.mts'] }

export default defineConfig(
  globalIgnores(['**/dist/', 'api/', 'coverage/', 'test/types/*.test-d.ts']),
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      // `return stop()` ends a function in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Objects of callbacks are declared like methods and use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Messages show whatever value was wrong, and what comes from a socket is a string or a buffer.
      '@typescript-eslint/no-base-to-string': 'off',
      // A function of the user may return a value, a promise or nothing at all.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // An index that the line before has checked.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What is not there yet can be read as undefined but not be set to it.
      '@typescript-eslint/related-getter-setter-pairs': 'off',
    },
  },
  {
    files: ['src/**', 'demo/**'],
    rules: { 'max-lines-per-function': ['error', 60] },
  },
  {
    files: ['src/**'],
    ignores: ['src/platform/**'],
    rules: { 'no-console': 'error' },
  },
  {
    // Users of plain JavaScript hand in anything, and hosts lack what the types of the DOM promise.
    files: ['src/**'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    // Functions go to the page as text, and what the DOM calls deprecated works there too.
    files: ['test/browser/**'],
    rules: {
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: { eqeqeq: 'error', 'max-lines': ['error', 250], 'no-unused-vars': 'error' },
  },
)
