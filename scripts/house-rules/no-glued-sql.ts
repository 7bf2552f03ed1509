import ts from 'typescript'
import type { HouseRule } from './rule.ts'

/** Runs SQL that it read from our own migrations, never text with a value in it. */
const mayRunText = ['supabase/migrate.ts']

const queryFunctions = new Set(['query', 'execute', 'raw', 'unsafe'])

const statementStart = new RegExp(
  [
    String.raw`^\s*(--.*\n\s*)*(`,
    String.raw`select\s[\s\S]*\bfrom\b|select\s+[\w.]+\s*\(`,
    String.raw`|insert\s+into\b|update\s+[\w."]*\s*(set\b|$)|delete\s+from\b|with\s+\w+\s+as\b`,
    String.raw`|(create|alter|drop)\s+(or\s+replace\s+)?`,
    String.raw`(table|database|schema|role|user|index|function|policy|view|type|extension|sequence|trigger)\b`,
    String.raw`|truncate\s|grant\s|revoke\s|call\s+\w+\s*\(|copy\s+\w+\s|set\s+(local\s+|session\s+)?(role|search_path)\b`,
    ')',
  ].join(''),
  'i',
)

/** SQL text is written whole and values go in as parameters: a statement put together from strings is refused. */
export const noGluedSql: HouseRule = {
  appliesTo: (file) => !mayRunText.includes(file),
  complaint(node) {
    if (ts.isCallExpression(node)) return complaintAboutCall(node)
    if (!isGlued(node) || ts.isTaggedTemplateExpression(node.parent)) return null
    if (!statementStart.test(textOf(node))) return null
    return 'glued-sql: a statement is put together from strings. Use the sql tag: sql`… ${value}`.'
  },
}

function complaintAboutCall(call: ts.CallExpression): string | null {
  if (!ts.isPropertyAccessExpression(call.expression)) return null
  const name = call.expression.name.text
  const argument = call.arguments[0]
  if (!queryFunctions.has(name) || !argument) return null
  if (name === 'unsafe' && !ts.isStringLiteralLike(argument)) {
    return 'unsafe-sql: unsafe() takes a literal only. Use the sql tag, or sql(identifier) for a name.'
  }
  if (!isGlued(argument)) return null
  return `glued-sql: ${name}() is given text put together from strings. Pass parameters.`
}

function isGlued(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node)) return true
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken && holdsText(node)
}

function holdsText(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true
  return ts.isBinaryExpression(node) && (holdsText(node.left) || holdsText(node.right))
}

function textOf(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isBinaryExpression(node)) return textOf(node.left) + textOf(node.right)
  if (!ts.isTemplateExpression(node)) return ' '
  return node.head.text + node.templateSpans.map((span) => ` ${span.literal.text}`).join('')
}
