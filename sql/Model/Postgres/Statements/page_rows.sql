select {columns}
from cells c
{joins}
where c.part = {part}
{group}
