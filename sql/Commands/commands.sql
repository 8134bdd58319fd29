select command_id, kind, arguments::text, requested_at, state, taken_at, finished_at, message_ja, message_en, answer::text
from app.commands
