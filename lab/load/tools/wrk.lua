-- What wrk does for the lab (wrk.ts): it waits until it may begin, sends the requests of a file, says
-- that it has ended, and then tells what it saw. Its own lines begin with "gauntlet".

local function say(...)
  io.write("gauntlet ", table.concat({ ... }, " "), "\n")
  io.flush()
end

local threads = 0

-- In the main thread, once for each of the others, before it is started.
function setup(thread)
  thread:set("share", threads)
  threads = threads + 1
  if threads > 1 then return end
  say("ready")
  io.read("*l")
end

-- In each thread. args: a file, of which the first line has the lengths of the requests behind it, and
-- how many threads there are. Each begins with another request.
function init(args)
  local file = assert(io.open(args[1], "rb"))
  local requests = {}
  for length in file:read("*l"):gmatch("%d+") do
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
  if #requests == 1 then
    -- wrk asks for it once and sends it again and again.
    wrk.format = function() return requests[1] end
    return
  end
  local at = math.floor(share * #requests / tonumber(args[2]))
  request = function()
    at = at % #requests + 1
    return requests[at]
  end
end

-- latency(i) looks through all values for the i-th: a minute, where they are many and far apart. The
-- counts lie behind count, limit, min and max, which proves where they are; else nil.
local function countsOf(latency)
  local found, ffi = pcall(require, "ffi")
  if not found then return nil end
  local words = ffi.cast("uint64_t **", latency)[0]
  local min, max = tonumber(words[2]), tonumber(words[3])
  return min == latency.min and max == latency.max and words + 4 or nil
end

function done(summary, latency)
  local errors = summary.errors
  say("closed", summary.duration, summary.requests, summary.bytes, errors.connect, errors.read + errors.write,
    errors.status, errors.timeout, latency.mean)
  if io.read("*l") ~= "tell" then return end
  local counts = summary.requests > 0 and countsOf(latency)
  if counts then
    for value = latency.min, latency.max do
      if counts[value] > 0 then say("latency", value, tonumber(counts[value])) end
    end
  elseif summary.requests > 0 then
    for i = 1, #latency do say("latency", latency(i)) end
  end
  say("told")
end
