"""For a production server of one's own: `gunicorn volver.server.wsgi`, with VOLVER_SITE set."""

from django.core.wsgi import get_wsgi_application

from volver.server.plans.apps import keep_plans

application = get_wsgi_application()
keep_plans()
