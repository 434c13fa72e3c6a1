# make lab            open JupyterLab in the learner's workspace (make lab DIR=somewhere)
# make test           run what CI runs (make test ARGS="-k trends")
# make test-quick     the same without the tests that take long, under a minute
# make test-full      all that a release has to pass
# make env            only make the environment
# make lock           recompile the pins (make lock ARGS=--upgrade)
# make format         put the code in the form that the checks want
# make exercises      make exercises/ from solutions/, and the course map in the README
# make notebooks      run lessons and solutions anew and store their outputs
# make wheel          build the wheel and the source archive into dist/
# make clean          remove the environment and what builds and tools leave
#
# PYTHON=... names the Python to use. Windows has no make: py -3.13 bootstrap.py lab

.PHONY: help lab test test-quick test-full env lock format exercises notebooks wheel clean
.DEFAULT_GOAL := help

# Each is run, not only looked for: a pyenv shim is on the PATH even if its Python is not there.
candidates := python3 python3.14 python3.13 python3.12 python3.11 python

define bootstrap
if [ -n "$$PYTHON" ]; then exec "$$PYTHON" bootstrap.py $(1); fi; \
for python in $(candidates); do \
  if "$$python" bootstrap.py check >/dev/null 2>&1; then exec "$$python" bootstrap.py $(1); fi; \
done; \
echo "None of these is a Python that twitlab runs on: $(candidates)." >&2; \
for python in $(candidates); do \
  if "$$python" -c "import sys; sys.exit(sys.version_info < (3, 6))" >/dev/null 2>&1; then \
    exec "$$python" bootstrap.py check; \
  fi; \
done; \
echo "Install Python 3.13 from https://www.python.org/downloads/, then: make lab PYTHON=python3.13" >&2; \
exit 2
endef

export PYTHON

help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile

lab:
	@$(call bootstrap,lab $(if $(DIR),"$(DIR)"))

test test-quick test-full:
	@$(call bootstrap,$@ $(ARGS))

env:
	@$(call bootstrap,env)

lock:
	@$(call bootstrap,lock $(ARGS))

format: env
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

exercises: env
	@.venv/bin/python -m twitlab.course.authoring.releasing

notebooks: env
	@.venv/bin/python -m twitlab.course.authoring.rerunning

wheel: env
	@.venv/bin/python -m build --no-isolation

clean:
	rm -rf build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@for made in .venv .venv-3.*; do if [ -e $$made/twitlab.json ]; then rm -rf $$made; fi; done
