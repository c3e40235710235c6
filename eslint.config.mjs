import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  globalIgnores(['**/dist/', 'coverage/', 'test/types/*.test-d.ts']),
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in messages are what messages are about.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `onclick => stop()` reads better than a block around one call.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'no-empty': 'error',
    },
  },
  {
    files: ['src/**', 'demo/**'],
    rules: { 'max-lines-per-function': ['error', 60] },
  },
  {
    files: ['src/**', 'demo/page/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['**/*.mjs'],
    rules: { eqeqeq: 'error', 'max-lines': ['error', 250], 'no-unused-vars': 'error' },
  },
)
