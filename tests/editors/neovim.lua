-- Drives a real Neovim with a real rust-analyzer over a project whose checks are made by cargo privlint.
--
-- Called by `tests/editors/run.sh`, which says what has to be installed. Every step waits for what it asks for and fails
-- with a word on what it saw; the last line is `editor: all is well`.

local root, command, args = vim.env.PROJECT, vim.env.CHECK, vim.env.ANALYZER
local lib = root .. "/shop/src/lib.rs"

local function fail(text)
  io.stderr:write("editor: " .. text .. "\n")
  vim.cmd("cquit 1")
end

local function await(what, test)
  if not vim.wait(90000, test, 100) then
    fail("waited in vain for " .. what .. "; the diagnostics are " .. vim.inspect(vim.diagnostic.get()))
  end
end

local settings = {
  cargo = { sysroot = vim.NIL, buildScripts = { enable = false } },
  procMacro = { enable = false },
  cachePriming = { enable = false },
  checkOnSave = true,
}
if command == "override" then
  settings.check = { overrideCommand = { "cargo", "privlint", "--message-format=json" } }
elseif command == "and" then
  settings.check = { overrideCommand = { "cargo", "privlint", "--and", "check", "--message-format=json" } }
else
  settings.check = { command = "privlint", workspace = command ~= "package" }
end

vim.o.swapfile = false
vim.cmd.edit(lib)
vim.bo.filetype = "rust"
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.start({
  name = "rust-analyzer",
  cmd = { args },
  root_dir = root,
  settings = { ["rust-analyzer"] = settings },
  init_options = settings,
  capabilities = vim.lsp.protocol.make_client_capabilities(),
}, { bufnr = buffer })

-- What is told at a place, without the hints at the places that belong to it.
local function findings(code)
  return vim.tbl_filter(function(one)
    return one.code == code and one.severity < vim.diagnostic.severity.HINT
  end, vim.diagnostic.get(buffer))
end

await("rust-analyzer", function()
  return #vim.lsp.get_clients({ bufnr = buffer }) > 0
end)

-- A save before rust-analyzer has read the project asks for nothing.
local saved = 0
local function save()
  if vim.uv.now() - saved > 3000 then
    vim.cmd("silent write")
    saved = vim.uv.now()
  end
end

-- The finding stands at the exact range, behind Chinese text on its line.
await("the finding", function()
  save()
  return #findings("sensitive_log") == 1
end)
local found = findings("sensitive_log")[1]
local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1]
local shown = line:sub(found.col + 1, found.end_col)
if shown ~= "{phone}" then
  fail("the range holds `" .. shown .. "`")
end
local related = found.user_data.lsp.relatedInformation or {}
if #related == 0 then
  fail("nothing says where the data is declared")
end

if command == "and" then
  await("what cargo says", function()
    return #findings("unused_variables") == 1
  end)
end

-- The end of a template in Rust carries what the template shows.
await("the finding of the template", function()
  return #findings("secret_in_template") >= 1
end)

-- The quick fix is offered and applied.
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col + 1 })
local analyzer = vim.lsp.get_clients({ bufnr = buffer })[1]
local params = vim.lsp.util.make_range_params(0, analyzer.offset_encoding)
params.context = { diagnostics = { found.user_data.lsp }, triggerKind = 1 }
local replies = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", params, 30000) or {}
local fix
for id, reply in pairs(replies) do
  for _, action in ipairs(reply.result or {}) do
    if action.kind == "quickfix" and action.title:find("mask_phone", 1, true) then
      fix = { client = id, action = action }
    end
  end
end
if not fix then
  fail("no quick fix is offered: " .. vim.inspect(replies))
end
local client = vim.lsp.get_client_by_id(fix.client)
local action = fix.action
if not action.edit then
  action = client:request_sync("codeAction/resolve", action, 30000, buffer).result
end
vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
vim.cmd.write()

-- What was mended is not told of any more.
await("the finding to go", function()
  return #findings("sensitive_log") == 0
end)
local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
if not text:find("crate::mask::mask_phone(phone)", 1, true) then
  fail("the fix is not in the text: " .. text)
end
io.stdout:write("editor: all is well by `" .. command .. "`\n")
vim.cmd("qall!")
