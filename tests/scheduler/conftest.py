from tests.campaigns.conftest import lesson_day, live, provider

__all__ = ["lesson_day", "live", "provider"]
